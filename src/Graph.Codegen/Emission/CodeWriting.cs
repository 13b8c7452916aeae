using System.Reflection.Emit;

namespace Graph.Codegen;

/// <summary>What the emitter writes often.</summary>
internal static class CodeWriting
{
    extension(ILGenerator il)
    {
        /// <summary>Pushes an int64.</summary>
        public void Push(long value) => il.Emit(OpCodes.Ldc_I8, value);

        /// <summary>Pushes a local.</summary>
        public void Push(LocalBuilder local) => il.Emit(OpCodes.Ldloc, local);

        /// <summary>Pops into a local.</summary>
        public void Pop(LocalBuilder local) => il.Emit(OpCodes.Stloc, local);

        /// <summary>A fresh local for an index.</summary>
        public LocalBuilder DeclareIndex() => il.DeclareLocal(typeof(long));

        /// <summary>A fresh local for an address.</summary>
        public LocalBuilder DeclareAddress() => il.DeclareLocal(typeof(byte*));

        /// <summary>Moves the address on the stack by bytes.</summary>
        public void MoveBy(long bytes)
        {
            if (bytes != 0)
            {
                il.Push(bytes);
                il.Emit(OpCodes.Conv_I);
                il.Emit(OpCodes.Add);
            }
        }

        /// <summary>Moves the address on the stack by a number of elements, an int64 pushed by an action.</summary>
        public void MoveBy(Action pushCount, long bytesEach)
        {
            pushCount();
            il.MultiplyBy(bytesEach);
            il.Emit(OpCodes.Conv_I);
            il.Emit(OpCodes.Add);
        }

        /// <summary>Multiplies the int64 on the stack.</summary>
        public void MultiplyBy(long factor)
        {
            if (factor != 1)
            {
                il.Push(factor);
                il.Emit(OpCodes.Mul);
            }
        }

        /// <summary>Sets an index.</summary>
        public void Set(LocalBuilder index, long value)
        {
            il.Push(value);
            il.Pop(index);
        }

        /// <summary>Adds to an index.</summary>
        public void Advance(LocalBuilder index, long step)
        {
            il.Push(index);
            il.Push(step);
            il.Emit(OpCodes.Add);
            il.Pop(index);
        }

        /// <summary>The smaller of the two int64 on the stack.</summary>
        public void TakeSmaller(LocalBuilder result)
        {
            Label isSmaller = il.DefineLabel();
            LocalBuilder other = il.DeclareIndex();
            il.Pop(other);
            il.Pop(result);
            il.Push(result);
            il.Push(other);
            il.Emit(OpCodes.Ble, isSmaller);
            il.Push(other);
            il.Pop(result);
            il.MarkLabel(isSmaller);
        }

        /// <summary>if (flag != 0) then; else otherwise.</summary>
        public void Either(LocalBuilder flag, Action then, Action otherwise)
        {
            Label isSet = il.DefineLabel();
            Label done = il.DefineLabel();
            il.Push(flag);
            il.Emit(OpCodes.Brtrue, isSet);
            otherwise();
            il.Emit(OpCodes.Br, done);
            il.MarkLabel(isSet);
            then();
            il.MarkLabel(done);
        }

        /// <summary>while (index &lt; limit − slack) { body; index += step; }; the index starts where it stands.</summary>
        public void Loop(LocalBuilder index, Action pushLimit, long step, Action body, long slack = 0)
        {
            Label start = il.DefineLabel();
            Label test = il.DefineLabel();
            il.Emit(OpCodes.Br, test);
            il.MarkLabel(start);
            body();
            il.Advance(index, step);
            il.MarkLabel(test);
            il.Push(index);
            pushLimit();
            if (slack != 0)
            {
                il.Push(slack);
                il.Emit(OpCodes.Sub);
            }
            il.Emit(OpCodes.Blt, start);
        }

        /// <summary>for (index = 0; index &lt; count; index += step) body.</summary>
        public void Count(LocalBuilder index, long count, Action body, long step = 1)
        {
            il.Set(index, 0);
            il.Loop(index, () => il.Push(count), step, body);
        }
    }
}
